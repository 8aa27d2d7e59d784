import type { Note } from '../../domain/notes/note.ts';
import { addNote, type NotePorts, readNotes } from '../../usecases/notes/notes.ts';
import { toWireActor } from '../contract/actor.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';

/** Notes of staff on attempts, by attempt code. */
export function noteRoutes(ports: NotePorts): Route[] {
  return [
    serve(contract.addNote, async ({ caller, params, body }) =>
      ok(toWireNote(await addNote(ports, caller, params.attempt_code, body.text))),
    ),
    serve(contract.listNotes, async ({ caller, params, query: { limit, cursor } }) => {
      const page = await readNotes(ports, caller, params.attempt_code, { limit, ...(cursor && { cursor }) });
      return ok({ results: page.notes.map(toWireNote), next_cursor: page.nextCursor });
    }),
  ];
}

function toWireNote({ noteId, attemptId, createdAt, by, text }: Note) {
  return {
    id: noteId,
    attempt_id: attemptId,
    created: createdAt,
    author: toWireActor(by),
    text,
  };
}
