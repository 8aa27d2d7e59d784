/** What reading and writing items can be answered with (DynamoDB API reference, the errors of each operation). */
const ERRORS_OF_ITEMS = [
  'ConditionalCheckFailedException',
  'IdempotentParameterMismatchException',
  'InternalServerError',
  'ItemCollectionSizeLimitExceededException',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'ResourceNotFoundException',
  'ThrottlingException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
];

/**
 * The source of the SDK's schemas without the errors of administering tables, backups and exports. An error that is not
 * registered still arrives under its name, as a DynamoDBServiceException.
 * @param source of client-dynamodb's schemas_0.js
 */
export function withoutAdministration(source: string): string {
  return source.replaceAll(/^n0_registry\.registerError\((\w+)\$, \1\);$/gm, (line, name: string) =>
    ERRORS_OF_ITEMS.includes(name) ? line : '',
  );
}
