declare module 'asl-validator' {
  /** Checks a definition against the schema of the Amazon States Language; it writes into the definition. */
  export default function aslValidator(
    definition: unknown,
    options?: { checkArn?: boolean; checkPaths?: boolean },
  ): {
    readonly errors: readonly {
      readonly Message: string;
      /** Present for what the schema itself refuses. */
      readonly schemaError?: { readonly instancePath: string };
    }[];
  };
}
