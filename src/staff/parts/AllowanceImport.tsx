import { useState } from 'preact/hooks';
import { type AllowanceRow, parseAllowanceRows, type RowFault } from '../allowanceRows.ts';
import { client, describeError } from '../api.ts';
import { announce, fail, revision } from '../notices.ts';
import type { Allowance, CourseExam } from '../wire.ts';

interface AllowanceImportProps {
  exams: readonly CourseExam[];
  allowances: readonly Allowance[];
}

interface Checked {
  rows: AllowanceRow[];
  faults: RowFault[];
}

/** Additional time for one or many learners: pasted names or CSV, checked before anything is sent. */
export function AllowanceImport({ exams, allowances }: AllowanceImportProps) {
  const [text, setText] = useState('');
  const [examId, setExamId] = useState<number | null>(null);
  const [minutes, setMinutes] = useState('');
  const [checked, setChecked] = useState<Checked | undefined>();
  const [results, setResults] = useState<string[]>([]);
  const change = (update: () => void) => {
    update();
    setChecked(undefined);
    setResults([]);
  };
  const check = () => {
    const parsed = parseAllowanceRows(text, exams, {
      examId,
      minutes: /^\d{1,6}$/.test(minutes) ? Number(minutes) : null,
    });
    setChecked(parsed);
    setResults([]);
    announce(`${count(parsed.rows.length, 'line')} can be sent, ${count(parsed.faults.length, 'line')} cannot`);
  };
  const send = async ({ rows }: Checked) => {
    try {
      const lines = await grant(rows);
      setResults(lines);
      setChecked(undefined);
      announce(`${count(rows.length, 'line')} sent`);
    } catch (error) {
      fail(describeError(error));
    } finally {
      revision.value += 1;
    }
  };
  return (
    <section aria-labelledby="import-heading" class="import">
      <h2 id="import-heading">Give additional time</h2>
      <form
        onSubmit={event => {
          event.preventDefault();
          check();
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
            <option value="">Named in each line</option>
            {exams.map(({ id, exam_name }) => (
              <option key={id} value={id}>
                {exam_name}
              </option>
            ))}
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
          <button type="submit" class="primary">
            Check
          </button>
        </div>
      </form>
      {checked && <Preview checked={checked} allowances={allowances} onSend={() => void send(checked)} />}
      {results.length > 0 && (
        <ul class="results">
          {results.map(line => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface PreviewProps {
  checked: Checked;
  allowances: readonly Allowance[];
  onSend: () => void;
}

function Preview({ checked: { rows, faults }, allowances, onSend }: PreviewProps) {
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
                    {describeChange(row, allowances)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <button type="button" class="primary" onClick={onSend}>
            Give time to {count(rows.length, 'learner')}
          </button>
        </>
      )}
    </div>
  );
}

function describeChange({ learner, examId, minutes }: AllowanceRow, allowances: readonly Allowance[]): string {
  const reference = learner.toLowerCase();
  const granted = allowances.find(
    ({ user, key, proctored_exam }) =>
      key === 'additional_time_granted' &&
      proctored_exam.id === examId &&
      [user.username.toLowerCase(), user.email.toLowerCase(), String(user.id)].includes(reference),
  );
  if (granted === undefined) return String(minutes);
  return granted.value === String(minutes) ? `${minutes}, unchanged` : `${minutes} instead of ${granted.value}`;
}

/** Grants rows with the same exam and minutes together. @returns a line for each row */
async function grant(rows: readonly AllowanceRow[]): Promise<string[]> {
  const groups = Map.groupBy(rows, ({ examId, minutes }) => `${examId} ${minutes}`);
  const lines: string[] = [];
  for (const group of groups.values()) {
    const [{ examId, minutes, examName } = { examId: 0, minutes: 0, examName: '' }] = group;
    const body = {
      exam_ids: [examId],
      user_ids: group.map(({ learner }) => learner),
      allowance_type: 'additional_time_granted',
      value: String(minutes),
    };
    const results = await client.setAllowances({ body });
    lines.push(
      ...results.map(({ user_id, status, detail }) =>
        status < 400 ? `${user_id}: ${minutes} minutes at ${examName}` : `${user_id}: not granted. ${detail ?? ''}`,
      ),
    );
  }
  return lines;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
