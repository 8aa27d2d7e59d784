import type { FunctionName, Invocation } from '../bundledService/service.ts';
import type { Course } from './course.ts';

/** Something that is asked of the service, as a request to measure. */
export interface Operation {
  id: string;
  title: string;
  function: FunctionName;
  /**
   * Does everything up to the request, as learners, staff and vendors would, and gives the request itself: to be sent once.
   * Preparing again gives a fresh one.
   */
  prepare(course: Course): Promise<Invocation>;
}
