/** Where what is kept of a person is cached. */
export const personKey = (id: string) => ['privacy', 'person', id] as const;
