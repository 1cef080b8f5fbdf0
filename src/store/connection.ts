import type { Pool } from 'pg';

/** A way into a database, and how to close it with all that is behind it. */
export type Connection = Readonly<{ pool: Pool; close(): Promise<void> }>;
