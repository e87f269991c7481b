import { useSearchParams } from 'react-router';
import { ComparisonList } from './ComparisonList.tsx';
import { ComparisonView } from './ComparisonView.tsx';

const OPEN = 'open';

/** Models compared on questions with known answers: all comparisons, or the one that is opened. */
export function ComparisonsTab() {
  const [params, setParams] = useSearchParams();
  const id = params.get(OPEN);
  return id === null ? <ComparisonList onOpen={(opened) => setParams({ [OPEN]: opened })} /> : <ComparisonView id={id} onClose={() => setParams({})} />;
}
