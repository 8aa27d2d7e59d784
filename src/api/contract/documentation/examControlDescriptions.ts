/** Members of the contract about the control of running exams. */
export const EXAM_CONTROL_DESCRIPTIONS = {
  paused_at: 'The beginning of the present pause, in UTC; null while the exam is not paused.',
  paused_seconds: 'The duration of all finished pauses, in seconds with up to three decimals.',
};
