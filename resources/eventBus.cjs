/** The functions that put events on the bus. */
const PUBLISHERS = ['Events', 'Deliveries'];

/** The right to put events on the bus of EVENT_BUS_NAME; none without it. */
module.exports = () => {
  const name = process.env.EVENT_BUS_NAME;
  if (!name) return { Resources: {} };
  const statement = { Effect: 'Allow', Action: ['events:PutEvents'], Resource: arnOf(name) };
  return {
    Resources: {
      EventBusPolicy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'event-bus',
          Roles: PUBLISHERS.map(name => ({ Ref: `${name}FunctionRole` })),
          PolicyDocument: { Version: '2012-10-17', Statement: [statement] },
        },
      },
    },
  };
};

function arnOf(name) {
  if (name.startsWith('arn:')) return name;
  return { 'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/${name}` };
}
