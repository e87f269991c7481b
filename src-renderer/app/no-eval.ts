import { config } from 'zod';

// Zod tries whether it may compile its checks with `eval` as soon as a schema is made; the page's policy forbids that, and reports the try.
config({ jitless: true });
