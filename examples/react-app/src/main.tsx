import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

// A relay that serves the app is the one to meet at; `?relay=…` names another.
const relay = new URL(location.href).searchParams.get('relay') ?? location.origin

const place = document.getElementById('app')
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <App relay={relay} />
    </StrictMode>,
  )
}
