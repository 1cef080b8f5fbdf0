/** What stands between two places of a text gives way to other words. */
export type Splice = Readonly<{ from: number; to: number; text: string }>;
