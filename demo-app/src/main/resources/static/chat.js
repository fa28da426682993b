"use strict";

const form = document.getElementById("form");
const input = document.getElementById("message");
const button = document.getElementById("send");
const problem = document.getElementById("error");
const conversation = document.getElementById("conversation");

// Not crypto.randomUUID(): that is missing where the page is served over plain HTTP to another host.
const conversationId = "web-" + Array.from(crypto.getRandomValues(new Uint32Array(3)), n => n.toString(36)).join("");
let vaultId = null;

function element(name, className, text) {
  const created = document.createElement(name);
  if (className) {
    created.className = className;
  }
  if (text !== undefined && text !== null) {
    created.textContent = text;
  }
  return created;
}

function show(item) {
  conversation.append(item);
  item.scrollIntoView({ block: "nearest" });
}

function showQuestion(text) {
  const item = element("li", "question");
  item.append(element("p", "answer", text));
  show(item);
}

function agentLine(agent) {
  const line = element("li", agent.outcome);
  line.append(element("span", "outcome", agent.outcome.replace("_", " ")), element("strong", null, agent.agent));
  const score = typeof agent.score === "number" ? " " + agent.score.toFixed(2) : "";
  line.append(document.createTextNode(score + (agent.reason ? ": " + agent.reason : "")));
  return line;
}

function showReply(reply) {
  const item = element("li", "reply");
  item.append(element("p", "answer", reply.answer));
  const agents = element("ul", "agents");
  agents.setAttribute("aria-label", "Agents that were asked");
  agents.append(...reply.agents.map(agentLine));
  item.append(agents);
  item.append(element("p", "execution", reply.executionId ? "execution " + reply.executionId : "not tracked"));
  show(item);
}

function showError(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

async function ask(message) {
  const response = await fetch("chat", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json, application/problem+json" },
    body: JSON.stringify({ message, vaultId, conversationId })
  });
  const body = await response.json().catch(() => null);
  if (!response.ok || body === null) {
    throw new Error((body && (body.detail || body.title)) || "The server answered with status " + response.status + ".");
  }
  return body;
}

form.addEventListener("submit", async event => {
  event.preventDefault();
  const message = input.value.trim();
  if (!message) {
    showError("Please write a message first.");
    input.focus();
    return;
  }
  showError("");
  button.disabled = true;
  form.setAttribute("aria-busy", "true");
  try {
    const reply = await ask(message);
    showQuestion(message);
    showReply(reply);
    input.value = "";
  } catch (failure) {
    showError(failure instanceof TypeError ? "The server cannot be reached." : failure.message);
  } finally {
    button.disabled = false;
    form.removeAttribute("aria-busy");
    input.focus();
  }
});

input.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !button.disabled) {
    form.requestSubmit();
  }
});

fetch("about")
  .then(response => response.json())
  .then(about => {
    vaultId = about.world;
    document.title = about.title;
    document.getElementById("title").textContent = about.title;
    document.getElementById("premise").textContent = about.premise;
    document.getElementById("model").textContent = about.offline
      ? "Model: " + about.model + ". No language model: answers are put together from the story's notes."
      : "Model: " + about.model;
  })
  .catch(() => showError("The server cannot be reached."));
