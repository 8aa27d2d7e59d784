interface ExamOptionsProps {
  exams: readonly { id: number; exam_name: string }[];
  /** The words for no exam. */
  none: string;
}

/** The options of a choice of exam. */
export function ExamOptions({ exams, none }: ExamOptionsProps) {
  return (
    <>
      <option value="">{none}</option>
      {exams.map(({ id, exam_name }) => (
        <option key={id} value={id}>
          {exam_name}
        </option>
      ))}
    </>
  );
}
