export function secondsBetween(from, to) {
    return Math.floor((Date.parse(to) - Date.parse(from)) / 1000);
}
export function laterBy(from, seconds) {
    return new Date(Date.parse(from) + seconds * 1000).toISOString();
}
/** Is the text an instant as the service writes them? Hands may have written something else. */
export function isInstant(text) {
    return !Number.isNaN(Date.parse(text)) && laterBy(text, 0) === text;
}
