/** File kinds the readers know; decided by content, not by the name. */
export const DOCUMENT_KINDS = ['pdf', 'docx', 'xlsx', 'pptx', 'markdown', 'html', 'text', 'csv', 'email', 'json', 'xml', 'image', 'archive'] as const;

/** What a document is for. */
export const DOCUMENT_TYPES = ['procedure', 'manual', 'pid', 'report', 'datasheet', 'other'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];
