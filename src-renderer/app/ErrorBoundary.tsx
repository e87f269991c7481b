import { Component, type ReactNode } from 'react';
import { CrashScreen } from './CrashScreen.tsx';

interface State {
  crash: Error | null;
}

/** A screen that cannot be drawn says so, instead of leaving an empty window. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { crash: null };

  static getDerivedStateFromError(crash: Error): State {
    return { crash };
  }

  override render(): ReactNode {
    return this.state.crash === null ? this.props.children : <CrashScreen crash={this.state.crash} />;
  }
}
