/** What can be pressed at home. Old Homes keep pressing it: an id is never reused for something else. */
export const HOME_BUTTONS = { open: 'home-open', refresh: 'home-refresh', examine: 'home-examine' } as const;
