/**
 * The tags of the stack and its resources: project, stage, and those of TAGS, a JSON object. The tag STAGE keeps its upper case,
 * because IAM rejects a second tag that differs in case only.
 */
module.exports = async ({ resolveVariable }) => {
  const tags = { Project: await resolveVariable('self:service'), STAGE: await resolveVariable('sls:stage') };
  for (const [key, value] of Object.entries(readTags())) {
    const isOwn = ['project', 'stage'].includes(key.toLowerCase());
    if (isOwn || /^aws:/i.test(key) || typeof value !== 'string') {
      throw new Error(`Setting TAGS: "${key}" is reserved, or its value is not a string.`);
    }
    tags[key] = value;
  }
  return tags;
};

function readTags() {
  try {
    const tags = JSON.parse(process.env.TAGS || '{}');
    if (typeof tags === 'object' && tags !== null && !Array.isArray(tags)) return tags;
  } catch {}
  throw new Error('Setting TAGS: it must be a JSON object.');
}
