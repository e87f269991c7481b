/** Names that programs leave beside documents: lock files, hidden and system files, unfinished copies. */
const LEFT_OUT = [/^~\$|^\.~lock\..*#$/, /^\.|^(thumbs\.db|desktop\.ini|ehthumbs\.db|__macosx|\$recycle\.bin|system volume information)$/i, /\.(tmp|temp|part|crdownload|partial|filepart)$|~$|^~.*\.tmp$/i];

export function isLeftOut(name: string): boolean {
  return LEFT_OUT.some((pattern) => pattern.test(name));
}
