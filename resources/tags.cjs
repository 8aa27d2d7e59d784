/**
 * The tags of everything that is deployed: the project, the stage, and those of TAGS, a JSON object. CloudFormation gives
 * the tags of a stack to every resource that takes tags. The stage's tag is spelled as stacks have always had it: IAM takes
 * no second tag that differs in case only.
 */
module.exports = async ({ resolveVariable }) => {
  const tags = { Project: await resolveVariable('self:service'), STAGE: await resolveVariable('sls:stage') };
  for (const [key, value] of Object.entries(readTags())) {
    const isOwn = ['project', 'stage'].includes(key.toLowerCase());
    if (isOwn || /^aws:/i.test(key) || typeof value !== 'string') {
      throw new Error(`Setting TAGS: "${key}" is reserved, or its value is no text.`);
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
  throw new Error('Setting TAGS: it is no JSON object.');
}
