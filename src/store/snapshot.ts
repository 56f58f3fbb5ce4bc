import type { Connection, Store } from "./connection.ts";

/** A table of ours: its columns in order, and the tables its rows refer to. */
export interface TableShape {
  name: string;
  columns: string[];
  refersTo: string[];
}

/** Prisma's book of migrations is not data: the migrations write it. */
const BOOK = "_prisma_migrations";

/** Every table that holds data, each after those it refers to. */
export async function tableShapes(
  connection: Connection,
  kind: Store["kind"],
): Promise<TableShape[]> {
  const shapes =
    kind === "sqlite" ? await sqliteShapes(connection) : await postgresShapes(connection);
  return inOrder(shapes.filter((shape) => shape.name !== BOOK));
}

async function sqliteShapes(connection: Connection): Promise<TableShape[]> {
  const tables = await connection.query<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name",
  );
  return Promise.all(
    tables.map(async ({ name }) => ({
      name,
      columns: await names(connection, "SELECT name FROM pragma_table_info($1) ORDER BY cid", name),
      refersTo: await names(
        connection,
        'SELECT DISTINCT "table" AS name FROM pragma_foreign_key_list($1)',
        name,
      ),
    })),
  );
}

async function postgresShapes(connection: Connection): Promise<TableShape[]> {
  const tables = await connection.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
  );
  const shapes: TableShape[] = [];
  for (const { name } of tables)
    shapes.push({
      name,
      columns: await names(
        connection,
        "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
        name,
      ),
      refersTo: await names(
        connection,
        `SELECT DISTINCT target.relname AS name FROM pg_constraint one
         JOIN pg_class source ON source.oid = one.conrelid JOIN pg_class target ON target.oid = one.confrelid
         WHERE one.contype = 'f' AND source.relname = $1 AND one.connamespace = current_schema()::regnamespace`,
        name,
      ),
    });
  return shapes;
}

async function names(connection: Connection, sql: string, table: string): Promise<string[]> {
  return (await connection.query<{ name: string }>(sql, table)).map((row) => row.name);
}

/** Those that are referred to come first; a table may refer to itself. */
function inOrder(shapes: TableShape[]): TableShape[] {
  const ordered: TableShape[] = [];
  const placed = new Set<string>();
  while (ordered.length < shapes.length) {
    const ready = shapes.filter(
      ({ name, refersTo }) =>
        !placed.has(name) && refersTo.every((other) => other === name || placed.has(other)),
    );
    if (ready.length === 0) throw new Error("tables refer to each other in a ring");
    for (const shape of ready) placed.add(shape.name);
    ordered.push(...ready);
  }
  return ordered;
}

/** Names of the migrations that the database holds, in their order. */
export async function migrationsOf(connection: Connection): Promise<string[]> {
  const rows = await connection.query<{ name: string }>(
    `SELECT migration_name AS name FROM "${BOOK}" WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows.map((row) => row.name);
}

/** After rows came with their own numbers, Postgres goes on counting behind the highest of them. */
export async function countOn(
  tx: Connection,
  kind: Store["kind"],
  { name, columns }: TableShape,
): Promise<void> {
  if (kind === "sqlite") return;
  for (const column of columns) {
    const [sequence] = await tx.query<{ name: string | null }>(
      "SELECT pg_get_serial_sequence($1, $2) AS name",
      `"${name}"`,
      column,
    );
    if (sequence?.name)
      await tx.query(
        `SELECT setval($1::text::regclass, COALESCE((SELECT MAX("${column}") FROM "${name}"), 0) + 1, false)`,
        sequence.name,
      );
  }
}
