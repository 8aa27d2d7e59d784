/** Errors of operations on items (DynamoDB API reference, the errors of each operation). */
const ITEM_ERRORS = [
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

const REGISTRATION = /^n0_registry\.registerError\((\w+)\$, \1\);$/gm;

/**
 * The SDK's schemas without the errors of table administration, backups and exports. An unregistered error keeps its name and
 * arrives as a DynamoDBServiceException.
 * @param source of client-dynamodb's schemas_0.js
 * @throws Error if the source lacks the registration of an item error
 */
export function itemErrorsOnly(source: string): string {
  const registered = new Set([...source.matchAll(REGISTRATION)].map(([, name]) => name));
  const missing = ITEM_ERRORS.filter(name => !registered.has(name));
  if (missing.length > 0) throw new Error(`no registration of ${missing.join(', ')}`);
  return source.replaceAll(REGISTRATION, (line, name: string) => (ITEM_ERRORS.includes(name) ? line : ''));
}
