import { useState } from 'preact/hooks';
import { type Identity, identity, identityError } from '../identity.ts';
import { addressOf, navigate } from '../navigation.ts';
import { Loading } from '../parts/Loading.tsx';
import { NO_FILTERS } from '../route.ts';

const attemptsOf = (course: string) => addressOf({ screen: 'attempts', course, filters: NO_FILTERS });

/** The service lists no more courses of a user. */
const MAX_LISTED = 100;

/** The courses of the user; global staff name any. */
export function CoursesScreen() {
  return (
    <>
      <h1 tabIndex={-1}>Courses</h1>
      <Loading loaded={{ data: identity.value, error: identityError.value }}>{CourseList}</Loading>
    </>
  );
}

function CourseList({ courses, isGlobalStaff }: Omit<Identity, 'name'>) {
  return (
    <>
      {courses.length > 0 && (
        <ul class="courses">
          {courses.map(course => (
            <li key={course}>
              <a href={attemptsOf(course)}>{course}</a>
            </li>
          ))}
        </ul>
      )}
      {isGlobalStaff || courses.length >= MAX_LISTED ? <CourseForm /> : courses.length === 0 && <NoCourses />}
    </>
  );
}

function NoCourses() {
  return (
    <p class="notice">
      Your account is not on the staff of any course here. An administrator of the LMS can add it, then log in again.
    </p>
  );
}

function CourseForm() {
  const [course, setCourse] = useState('');
  return (
    <form
      class="inline"
      onSubmit={event => {
        event.preventDefault();
        if (course.trim() !== '') navigate(attemptsOf(course.trim()));
      }}
    >
      <label for="course">Course id</label>
      <input
        id="course"
        value={course}
        placeholder="course-v1:ExampleU+PHY201+2026"
        spellcheck={false}
        onInput={event => setCourse(event.currentTarget.value)}
      />
      <button type="submit" class="primary">
        Open
      </button>
    </form>
  );
}
