/** Keeps the schemas' own types. */
export function endpoint(given) {
    return given;
}
/** Whether a call carries a token. Who may call without is known otherwise, or need not be known. */
export function needsToken({ who }) {
    return who !== 'anyone' && who !== 'the vendor';
}
export const API = '/api/edx_proctoring';
export const EXAMS_API = `${API}/v1/proctored_exam`;
