import type { Context } from 'aws-lambda';

/** The context of an invocation. @param seconds until its time limit, from now */
export function toContext(functionName: string, seconds?: number): Context;
