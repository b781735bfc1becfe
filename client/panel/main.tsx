import { render } from 'preact';
import { App } from './app.tsx';
import { connectHost } from './host.ts';
import './panel.css';

render(<App host={connectHost()} />, document.getElementById('panel')!);
