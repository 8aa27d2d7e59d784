/** A file of the staff page, whose name has a hash of its content. */
export interface StaffFile {
  type: string;
  /** Compressed by Brotli, in base64. */
  brotli: string;
}

export interface StaffFiles {
  script: string;
  style: string;
  files: Readonly<Record<string, StaffFile>>;
}

/** Replaced by the bundled page in the function's bundle: build/staffFiles.ts. */
export const STAFF_FILES: StaffFiles = { script: '', style: '', files: {} };
