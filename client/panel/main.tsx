import { render } from 'preact';
import { App } from './app.tsx';
import { connectHost } from './host.ts';
import { answerQuestions } from './simulation/worker.ts';
import './panel.css';

// The bundle plays two parts: the page, and the worker that the page starts from the same file. So the simulator, which
// both need, is shipped once.
if ('document' in globalThis) {
  render(<App host={connectHost()} />, document.getElementById('panel')!);
} else {
  const hear = answerQuestions((message) => self.postMessage(message));
  self.addEventListener('message', ({ data }) => hear(data));
}
