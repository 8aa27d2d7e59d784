import { useRef, useState } from 'preact/hooks';
import { type AllowanceRow, parseAllowanceRows, type RowFault } from '../allowanceRows.ts';
import { subjectOfList } from '../departure.ts';
import { grantAnswers, grantRows, isLongList, type RowAnswer } from '../grantRows.ts';
import { announce, fail } from '../notices.ts';
import { sendLater } from '../pendingActions.ts';
import type { CourseExam } from '../wire.ts';
import { counted } from '../wording.ts';
import { ExamOptions } from './ExamOptions.tsx';

interface AllowanceImportProps {
  exams: readonly CourseExam[];
}

interface Checked {
  rows: AllowanceRow[];
  faults: RowFault[];
}

/** Additional time for one or many learners: pasted names or CSV, checked before anything is sent. */
export function AllowanceImport({ exams }: AllowanceImportProps) {
  const [text, setText] = useState('');
  const [examId, setExamId] = useState<number | null>(null);
  const [minutes, setMinutes] = useState('');
  const [checked, setChecked] = useState<Checked | undefined>();
  const [isChecking, setChecking] = useState(false);
  const answers = grantAnswers.value.filter(({ row }) => exams.some(({ id }) => id === row.examId));
  const revision = useRef(0);
  const change = (update: () => void) => {
    revision.current += 1;
    update();
    setChecked(undefined);
    grantAnswers.value = [];
  };
  const check = async () => {
    const defaults = { examId, minutes: /^\d{1,6}$/.test(minutes) ? Number(minutes) : null };
    const parsed = parseAllowanceRows(text, exams, defaults);
    grantAnswers.value = [];
    setChecking(true);
    const before = revision.current;
    const answers = await grantRows(parsed.rows, true);
    setChecking(false);
    // The text has changed meanwhile.
    if (revision.current !== before) return;
    const rejected = answers.filter(({ problem }) => problem !== '');
    const faults = [
      ...parsed.faults,
      ...rejected.map(({ row, problem }) => ({ line: row.line, fault: `cannot be granted: ${problem}` })),
    ].sort((x, y) => x.line - y.line);
    const rows = answers.flatMap(({ row, problem }) => (problem === '' ? row : []));
    setChecked({ rows, faults });
    announce(`${counted(rows.length, 'line')} can be sent, ${counted(faults.length, 'line')} cannot`);
  };
  const send = ({ rows }: Checked) => {
    setChecked(undefined);
    const give = async () => {
      const answers = await grantRows(rows, false);
      grantAnswers.value = answers;
      const granted = answers.filter(({ problem }) => problem === '').length;
      const summary = `${granted} of ${counted(rows.length, 'line')} granted`;
      if (granted < rows.length)
        fail(`${summary}. The results are below the form of the allowances; the other lines can be sent again.`);
      return summary;
    };
    sendLater(`Give time to ${counted(rows.length, 'learner')}`, give, {
      subjects: [...new Set(rows.map(({ examId }) => subjectOfList(examId)))],
      isLong: isLongList(rows),
    });
  };
  return (
    <section aria-labelledby="import-heading" class="import">
      <h2 id="import-heading">Give additional time</h2>
      <form
        onSubmit={event => {
          event.preventDefault();
          void check();
        }}
      >
        <div class="field grow">
          <label for="rows">Learners, one a line</label>
          <textarea
            id="rows"
            rows={4}
            required
            spellcheck={false}
            value={text}
            aria-describedby="rows-help"
            onInput={event => change(() => setText(event.currentTarget.value))}
          />
          <p id="rows-help" class="hint">
            Usernames, emails or ids; or lines of a CSV file: learner, exam, minutes.
          </p>
        </div>
        <div class="field">
          <label for="import-exam">Exam, unless a line names it</label>
          <select
            id="import-exam"
            value={examId ?? ''}
            onChange={event => change(() => setExamId(Number(event.currentTarget.value) || null))}
          >
            <ExamOptions exams={exams} none="Named in each line" />
          </select>
          <label for="import-minutes">Minutes, unless a line names them</label>
          <input
            id="import-minutes"
            inputMode="numeric"
            value={minutes}
            onInput={event => change(() => setMinutes(event.currentTarget.value))}
          />
          <label for="import-file">CSV file</label>
          <input
            id="import-file"
            type="file"
            accept=".csv,text/csv,text/plain"
            onChange={event => {
              const file = event.currentTarget.files?.[0];
              void file?.text().then(content => change(() => setText(content)));
            }}
          />
          <button type="submit" class="primary" aria-disabled={isChecking}>
            {isChecking ? 'Checking …' : 'Check'}
          </button>
        </div>
      </form>
      {checked && <Preview checked={checked} onSend={() => send(checked)} />}
      {answers.length > 0 && (
        <ul class="results">
          {answers.map(answer => (
            <li key={answer.row.line}>{describeAnswer(answer)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface PreviewProps {
  checked: Checked;
  onSend: () => void;
}

function Preview({ checked: { rows, faults }, onSend }: PreviewProps) {
  return (
    <div class="preview">
      {faults.length > 0 && (
        <ul class="faults">
          {faults.map(({ line, fault }) => (
            <li key={line}>
              Line {line} {fault}
            </li>
          ))}
        </ul>
      )}
      {rows.length > 0 && (
        <>
          <table>
            <caption>What is going to change</caption>
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Learner</th>
                <th scope="col">Exam</th>
                <th scope="col">Minutes</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(row => (
                <tr key={row.line}>
                  <td data-label="Line">{row.line}</td>
                  <th scope="row">{row.learner}</th>
                  <td data-label="Exam">{row.examName}</td>
                  <td data-label="Minutes" class="number">
                    {describeChange(row)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <button type="button" class="primary" onClick={onSend}>
            Give time to {counted(rows.length, 'learner')}
          </button>
        </>
      )}
    </div>
  );
}

function describeChange({ minutes, before }: AllowanceRow): string {
  if (typeof before !== 'string') return String(minutes);
  return before === String(minutes) ? `${minutes}, unchanged` : `${minutes} instead of ${before}`;
}

function describeAnswer({ row: { line, learner, minutes, examName }, problem }: RowAnswer): string {
  const result = problem === '' ? `${minutes} minutes at ${examName}` : `not granted. ${problem}`;
  return `Line ${line}, ${learner}: ${result}`;
}
