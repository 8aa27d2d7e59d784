import { addressOf } from '../navigation.ts';

export function UnknownScreen() {
  return (
    <>
      <h1 tabIndex={-1}>There is no such page</h1>
      <p>
        The address may be incomplete. <a href={addressOf({ screen: 'courses' })}>Go to the courses</a>
      </p>
    </>
  );
}
