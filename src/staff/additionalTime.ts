/** The key of the allowance that grants minutes. */
export const ADDITIONAL_TIME = 'additional_time_granted';
