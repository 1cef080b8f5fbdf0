/** Of everything that is posted: nothing in it is made a name or a link that was none, and no link gets a preview. */
export const QUIETLY = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;
