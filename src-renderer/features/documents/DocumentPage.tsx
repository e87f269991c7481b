import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useDocuments } from '#renderer/client/documents-context.tsx';
import { DocumentViewer } from './viewer/DocumentViewer.tsx';
import { sourceAt } from './viewer/source-address.ts';

/** A document on the whole window. */
export function DocumentPage() {
  const { id = '' } = useParams();
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const known = useDocuments()?.find((each) => each.id === id)?.filename;
  const source = sourceAt(id, query);
  const back = () => void (history.length > 1 ? navigate(-1) : navigate('/documents'));
  return <DocumentViewer key={query.toString()} source={{ ...source, filename: known ?? source.filename }} beside={false} onClose={back} />;
}
