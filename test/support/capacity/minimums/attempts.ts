import { CHANGE, type Minimum } from './minimum.ts';

const ENDING: Minimum = { ...CHANGE, writes: 3, because: `${CHANGE.because}; it leaves two sparse indexes` };

const NEW_ATTEMPT =
  'exam, policy and additional time, the learner and both names; the attempt and its 3 index entries, code with index entry, slot, not erased';
const EXTRA_TERMS =
  'the policy exception is read in the same batch whether or not a vendor needs it; the learner is read after the exam, once the creation is known to be allowed';

/** Attempts and allowances. */
export const ATTEMPT_MINIMUMS: Readonly<Record<string, Minimum>> = {
  poll: { calls: 1, reads: 1, writes: 0, because: 'the attempt' },
  first_poll: { calls: 2, reads: 1.5, writes: 0, because: 'the attempt, and its exam for display' },
  create_by_learner: { calls: 2, reads: 6, writes: 12, because: NEW_ATTEMPT, above: EXTRA_TERMS },
  create_by_new_learner: {
    calls: 2,
    reads: 6,
    writes: 18,
    because: `${NEW_ATTEMPT}; the learner and two names`,
    above: `${EXTRA_TERMS}; the learner is registered by a transaction of its own, which checks the erasure once more`,
  },
  create_by_staff: { calls: 2, reads: 6, writes: 14, because: `${NEW_ATTEMPT}, external id`, above: EXTRA_TERMS },
  click_download_software: CHANGE,
  start: {
    calls: 3,
    reads: 3,
    writes: 3,
    because: 'the attempt, its exam and additional time; one write, and an entry in two sparse indexes',
  },
  stop: CHANGE,
  submit: ENDING,
  error: { ...ENDING, calls: 3, reads: 2, because: `${ENDING.because}; the pauses of the exam` },
  decline: {
    calls: 3,
    reads: 1.5,
    writes: 1,
    because: 'the attempt, the course’s exams, one write where there is no other exam',
    above:
      'the decline is stored, with a mark for the schedule, before the exams of the course are read: no interruption loses it',
  },
  resume: {
    calls: 3,
    reads: 8,
    writes: 15,
    because: `${NEW_ATTEMPT}; the slot and the replaced attempt, its update and its index entry`,
    above: 'a failed transaction shows that the slot is occupied: most creations find it free and save the read',
  },
  practice_reset: {
    calls: 3,
    reads: 3,
    writes: 22,
    because: 'the attempt, exam and policy; a removal (10) and a creation (12) in one transaction',
    above: 'the additional time and the policy exception are read along',
  },

  verify: CHANGE,
  reject: CHANGE,
  mark_ready_to_resume: CHANGE,
  bulk_verify: { calls: 11, reads: 10, writes: 10, because: 'the attempts read together; a change of each' },
  bulk_preview: { calls: 1, reads: 10, writes: 0, because: 'the attempts read together' },
  student_name: { ...CHANGE, calls: 3, reads: 1.5, because: `${CHANGE.because}; the exam for display` },
  remove: {
    calls: 2,
    reads: 1,
    writes: 12,
    because: 'the attempt, deleted with 5 index entries; its code; its tombstone with an index entry',
  },
  reset_attempts: {
    calls: 4,
    reads: 3.5,
    writes: 10,
    because: 'exam and slot, the learner’s attempts by their index and themselves; as removing, with 3 index entries',
    above: 'the exam is read first: a caller without the right learns nothing of attempts',
  },
  reset_by_username: {
    calls: 6,
    reads: 5.5,
    writes: 10,
    because: 'username and learner; exam and slot, the learner’s attempts by their index and themselves; as removing',
    above: 'the exam is read twice: it is checked first that it is of the course in the path',
  },
  add_note: {
    calls: 3,
    reads: 2,
    writes: 4,
    because: 'code and attempt; the note, and a check that the learner is not erased',
    above: 'locating shows the attempt with its exam',
  },
  list_notes: { calls: 3, reads: 3, writes: 0, because: 'code and attempt; the notes of the code' },
  locate_live: { calls: 3, reads: 2.5, writes: 0, because: 'code, attempt, the exam for display' },
  locate_archived: {
    calls: 3,
    reads: 2.5,
    writes: 0,
    because: 'code, that the attempt is gone, the exam for display',
  },
  history: {
    calls: 4,
    reads: 4.5,
    writes: 0,
    because: 'code, attempt, 6 items of nearly 1 KB, the exam for display',
  },
  allowance: {
    calls: 4,
    reads: 6,
    writes: 11,
    because:
      'exam and name; learner, allowance and slot; attempt; the allowance with 3 index entries, the attempt’s new end, which is a key of the schedule, not erased',
    above: 'the email is read together with the username',
  },
  bulk_allowance: {
    calls: 13,
    reads: 51,
    writes: 90,
    because: '3 batch reads for all 10 learners, a transaction each',
    above: 'the exam is read first; a learner’s email along with the username',
  },
};
