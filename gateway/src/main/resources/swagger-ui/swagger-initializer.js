"use strict";

// One page for the interfaces of all services; each description comes through the gateway.
window.ui = SwaggerUIBundle({
  urls: [
    { name: "population-service", url: "/v3/api-docs/population-service" },
    { name: "id-number-service", url: "/v3/api-docs/id-number-service" },
    { name: "card-issuance-service", url: "/v3/api-docs/card-issuance-service" },
    { name: "sharing-service", url: "/v3/api-docs/sharing-service" },
  ],
  dom_id: "#swagger-ui",
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  plugins: [SwaggerUIBundle.plugins.DownloadUrl],
  layout: "StandaloneLayout",
});
