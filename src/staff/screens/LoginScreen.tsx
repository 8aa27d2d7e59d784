import { useState } from 'preact/hooks';
import { beginLogin, logInByToken, loginNotice } from '../session.ts';
import { PAGE_SETTINGS } from '../settings.ts';

/** The log-in at the configured provider; on the local stack also by a token. */
export function LoginScreen() {
  const { oidc, acceptsToken } = PAGE_SETTINGS;
  return (
    <div class="login">
      <h1 tabIndex={-1}>Log in</h1>
      <p>Attempts, reviews and allowances of proctored exams, for staff.</p>
      {loginNotice.value !== '' && (
        <p class="notice" role="status">
          {loginNotice.value}
        </p>
      )}
      {oidc && (
        <button type="button" class="primary" onClick={() => void beginLogin()}>
          Log in
        </button>
      )}
      {acceptsToken && <TokenForm />}
      {!oidc && !acceptsToken && (
        <p class="notice">No log-in is configured for this deployment. An operator sets STAFF_OIDC_ISSUER.</p>
      )}
    </div>
  );
}

function TokenForm() {
  const [token, setToken] = useState('');
  const [fault, setFault] = useState('');
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        setFault(logInByToken(token.trim()) ? '' : 'This is not a token. Copy the whole line that the command prints.');
      }}
    >
      <label for="token">Token of the local stack</label>
      <textarea
        id="token"
        rows={4}
        spellcheck={false}
        value={token}
        aria-describedby="token-help"
        aria-invalid={fault !== ''}
        onInput={event => setToken(event.currentTarget.value)}
      />
      <p id="token-help" class="hint">
        {fault === '' ? 'npm run --silent token -- --staff prints one.' : fault}
      </p>
      <button type="submit" class="primary">
        Log in with the token
      </button>
    </form>
  );
}
