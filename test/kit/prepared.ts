/** Before any test: clients generated and the service built from the sources as they are now. */
export async function setup(): Promise<void> {
  const { prepare } = (await import("../../bin/prepare.mjs" as string)) as {
    prepare(options: object): void;
  };
  prepare({ quiet: true });
}
