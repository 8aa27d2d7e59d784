/** The attempt after a write by `by`. Only a review's status is written without it: that attempt was not read. */
export function changed(before, change, when) {
    return {
        ...before,
        ...change,
        version: before.version + 1,
        modifiedAt: when.now,
        lastChange: { by: when.by, reason: when.reason ?? null },
    };
}
