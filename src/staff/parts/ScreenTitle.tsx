/** The heading of a screen, which receives the focus when the screen opens, and the course that it is about. */
export function ScreenTitle({ title, course }: { title: string; course?: string }) {
  return (
    <div class="title">
      <h1 tabIndex={-1}>{title}</h1>
      {course !== undefined && <p class="course">{course}</p>}
    </div>
  );
}
