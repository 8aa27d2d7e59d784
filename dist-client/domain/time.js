export function secondsBetween(from, to) {
    return Math.floor((Date.parse(to) - Date.parse(from)) / 1000);
}
export function laterBy(from, seconds) {
    return new Date(Date.parse(from) + seconds * 1000).toISOString();
}
