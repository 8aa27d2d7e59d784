import { useRef } from 'preact/hooks';
import { announcement, failures } from '../notices.ts';

/** The failures and announcements since a modal dialog has opened: screen readers do not read the page behind it. */
export function DialogNotices() {
  const earlier = useRef({ announcement: announcement.value, failures: failures.value }).current;
  const later = failures.value.filter(text => !earlier.failures.includes(text));
  return (
    <>
      <div role="alert">
        {later.map(text => (
          <p key={text} class="notice bad">
            {text}
          </p>
        ))}
      </div>
      <p class="hidden" role="status">
        {announcement.value === earlier.announcement ? '' : announcement.value}
      </p>
    </>
  );
}
