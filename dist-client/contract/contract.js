import * as allowances from './allowances.js';
import * as archive from './archive.js';
import * as attempts from './attempts.js';
import * as exams from './exams.js';
import * as health from './health.js';
import * as learners from './learners.js';
import * as lists from './lists.js';
import * as vendors from './vendors.js';
/** Every module that has endpoints, by the heading that they stand under in openapi.json. */
const MODULES = {
    Exams: exams,
    Attempts: attempts,
    Lists: lists,
    Allowances: allowances,
    Learners: learners,
    Archive: archive,
    Vendors: vendors,
    Health: health,
};
const all = { ...exams, ...attempts, ...lists, ...allowances, ...learners, ...archive, ...vendors, ...health };
/** Every endpoint, grouped by tag. */
export const CONTRACT = Object.entries(MODULES).map(([tag, module]) => ({ tag, endpoints: Object.values(module).filter(isEndpoint) }));
/** The schemas that contract modules export, by the name they are exported with. */
export const NAMED_SCHEMAS = Object.fromEntries(Object.entries(all).filter((entry) => isSchema(entry[1])));
function isEndpoint(exported) {
    return isObject(exported) && 'method' in exported && 'path' in exported;
}
function isSchema(exported) {
    return isObject(exported) && '_zod' in exported;
}
function isObject(exported) {
    return typeof exported === 'object' && exported !== null;
}
