/** The URL of the queue of deliveries; in a local stack, of any stage, that of the queue that the stack has created. */
async function url({ resolveVariable }) {
  const { DELIVERIES_QUEUE_URL: localUrl, SQS_ENDPOINT: localServer } = process.env;
  if (localUrl && localServer) return localUrl;
  return (await resolveVariable('sls:stage')) === 'local' ? '' : { Ref: 'DeliveriesQueue' };
}

module.exports = { url };
