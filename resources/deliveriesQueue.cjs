/** The URL of the queue of deliveries; in the local stack that of the queue that the stack has created. */
async function url({ resolveVariable }) {
  const isLocal = (await resolveVariable('sls:stage')) === 'local';
  return isLocal ? (process.env.DELIVERIES_QUEUE_URL ?? '') : { Ref: 'DeliveriesQueue' };
}

module.exports = { url };
