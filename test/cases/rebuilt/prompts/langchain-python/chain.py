from langchain_core.prompts import ChatPromptTemplate

prompt = ChatPromptTemplate.from_messages(
    [
        ("system", "You are the helper of {shop}. Answer as JSON: {{\"answer\": \"…\"}}. "
                   "Greet {customer} by name, and never guess."),
        ("human", "{question}"),
    ]
)
