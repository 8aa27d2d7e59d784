export interface Enrolment {
  courseId: string;
  userId: number;
  /** The enrolment mode at the LMS; "" for none. */
  mode: string;
}

/** The learners that the LMS has enrolled in its courses. */
export interface EnrolmentStore {
  /**
   * The modes of all learners of a course, by user id.
   * @param options `isConsistent`: strongly consistent, at twice the units
   */
  ofCourse(courseId: string, options?: { isConsistent: boolean }): Promise<Map<number, string>>;
  /**
   * Enrols learners or changes their modes; nothing is stored of an erased learner.
   * @throws DomainError `too_many_enrolments` before anything is stored
   */
  enrol(enrolments: readonly Enrolment[]): Promise<void>;
  withdraw(enrolments: readonly Omit<Enrolment, 'mode'>[]): Promise<void>;
}
