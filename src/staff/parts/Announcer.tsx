import { announcement } from '../notices.ts';

/** The page's only live region: results of searches and actions. */
export function Announcer() {
  return (
    <div class="announcer" role="status">
      {announcement.value}
    </div>
  );
}
