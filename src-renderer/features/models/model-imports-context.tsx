import { createContext, useContext } from 'react';
import { useStore } from '#renderer/client/store.ts';
import type { ModelImport, ModelImports } from './model-imports.ts';

export const ModelImportsContext = createContext<ModelImports | null>(null);

export function useModelImports(): ModelImports {
  const imports = useContext(ModelImportsContext);
  if (imports === null) throw new Error('useModelImports needs a ModelImportsContext above it');
  return imports;
}

export const useModelImportsState = (): readonly ModelImport[] => useStore(useModelImports());
