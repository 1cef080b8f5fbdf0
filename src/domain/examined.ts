/** What `doctor` says of one part. `off` is a part that is not in use; it is no fault. */
export type Examined = Readonly<{ part: string; state: 'ok' | 'off' | 'fault'; says: string }>;
