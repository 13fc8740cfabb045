/** A message of `google/protobuf/descriptor.proto`, whichever way it was written down. Names are those of that file. */
export interface DescriptorRecord {
  /** Numbers and booleans as text, too; of an enum its name or number. */
  readonly texts: (field: string) => readonly string[];
  readonly records: (field: string) => readonly DescriptorRecord[];
}

/** The extension that HTTP bindings are written in, as JSON and text format name it. */
export const httpExtension = "[google.api.http]";
