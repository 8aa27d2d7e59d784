/** Whether the process belongs to the local stack. On Lambda a stage named `local` counts as deployed. */
export function isLocalStack(env: {
  STAGE?: string | undefined;
  AWS_LAMBDA_RUNTIME_API?: string | undefined;
}): boolean {
  return env.STAGE === 'local' && env.AWS_LAMBDA_RUNTIME_API === undefined;
}
