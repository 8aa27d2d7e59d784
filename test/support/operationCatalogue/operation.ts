import type { FunctionName, Invocation } from '../bundledService/service.ts';
import type { Course } from './course.ts';

/** A request to the service that can be measured. */
export interface Operation {
  id: string;
  title: string;
  function: FunctionName;
  /**
   * Executes everything that precedes the request, and returns the request itself, to be sent once.
   */
  prepare(course: Course): Promise<Invocation>;
}
