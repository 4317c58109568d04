using Academy.Catalog;

namespace Academy.Grains.Demo;

internal sealed record DemoCourse(
    string Key,
    string Title,
    string Description,
    string Category,
    CourseLevel Level,
    IReadOnlyList<DemoModule> Modules
);

internal sealed record DemoModule(string Title, string Description, IReadOnlyList<DemoLesson> Lessons);

internal sealed record DemoLesson(string Title, LessonKind Kind, int Minutes, string Content);

/// <summary>The courses of the demo academy.</summary>
internal static class DemoCurriculum
{
    public static readonly DemoCourse WebDevelopment = new(
        "web-development",
        "Modern Web Development",
        "From the first request to a deployed React application: how the web works, the tools of the "
            + "trade, components and state, and the craft of making it fast and keeping it right.",
        "Web Development",
        CourseLevel.Beginner,
        [
            new(
                "1A Web Development Overview",
                "What happens between typing an address and seeing a page: HTTP, HTML, CSS, JavaScript, and who "
                    + "does what.",
                []
            ),
            new(
                "1B Modern Development Tools",
                "Editor, terminal, Git, package managers, bundlers and the browser's own tools, set up so that "
                    + "they stay out of the way.",
                []
            ),
            new(
                "2A React Fundamentals",
                "Components, props, JSX and rendering: thinking of a page as a function of its data.",
                []
            ),
            new(
                "2B State Management & Hooks",
                "State that belongs to one component, state that many share, effects, and when not to use them.",
                []
            ),
            new(
                "3A Performance Optimization",
                "Measuring first: what the network, the parser and the renderer cost, and what to do about each.",
                []
            ),
            new(
                "3B Testing & Deployment",
                "Tests that tell the truth, a pipeline that runs them, and a release that nobody notices.",
                []
            ),
        ]
    );

    public static readonly DemoCourse LearningToLearn = new(
        "learning-to-learn",
        "Learning to Learn",
        "How memory works, why rereading does not help, and how to plan a week that leads somewhere. "
            + "Short lessons, to be tried the same day.",
        "Study Skills",
        CourseLevel.Beginner,
        [
            new(
                "Remembering",
                "What stays, and why.",
                [
                    new(
                        "Retrieval beats rereading",
                        LessonKind.Text,
                        8,
                        "Close the book and write down what you remember. What feels harder is what works: recalling a "
                            + "thing strengthens it, reading it again hardly does."
                    ),
                    new(
                        "Spacing",
                        LessonKind.Text,
                        6,
                        "Three sessions on three days teach more than three hours on one. Let a little forgetting "
                            + "happen; it is what makes the next recall count."
                    ),
                    new(
                        "Try it: ten cards",
                        LessonKind.Exercise,
                        15,
                        "Make ten cards from your last course. Go through them today, tomorrow and in four days."
                    ),
                ]
            ),
            new(
                "Planning",
                "A week that leads somewhere.",
                [
                    new(
                        "One next step",
                        LessonKind.Text,
                        5,
                        "A plan that says \"study React\" is a wish. A plan that says \"finish module 2A on Tuesday at "
                            + "six\" is a plan."
                    ),
                    new(
                        "Try it: plan your week",
                        LessonKind.Exercise,
                        10,
                        "Write down three sessions with day, hour and what will be done at the end of each."
                    ),
                ]
            ),
        ]
    );

    public static readonly DemoCourse Databases = new(
        "postgresql",
        "PostgreSQL for Application Developers",
        "Tables, indexes, transactions and query plans for people who write applications: enough to "
            + "design a schema that stays fast and a query that says what it means.",
        "Databases",
        CourseLevel.Intermediate,
        [
            new("Modelling", "Keys, types and constraints that keep bad rows out.", []),
            new(
                "Transactions",
                "Isolation levels by example: what can go wrong, and what PostgreSQL does about it.",
                []
            ),
            new("Indexes", "How a B-tree answers a query, and why the planner sometimes does not ask it.", []),
            new("Reading a query plan", "From EXPLAIN to the one line that matters.", []),
        ]
    );

    public static readonly IReadOnlyList<DemoCourse> All = [WebDevelopment, LearningToLearn, Databases];

    public static readonly IReadOnlyList<string> Learners =
    [
        "Amara Okafor",
        "Anton Berg",
        "Aylin Demir",
        "Beatriz Costa",
        "Bogdan Ilic",
        "Camille Laurent",
        "Chen Wei",
        "Chiara Romano",
        "Daniel Osei",
        "Daria Kowalska",
        "Diego Herrera",
        "Eero Virtanen",
        "Elif Kaya",
        "Emre Aydin",
        "Esther Mwangi",
        "Fatima Zahra",
        "Felix Brandt",
        "Freya Larsen",
        "Gabriel Silva",
        "Grace Nakamura",
        "Hana Sato",
        "Hugo Martin",
        "Ines Moreau",
        "Ivan Petrov",
        "Jonas Keller",
        "Julia Nowak",
        "Kenji Mori",
        "Kofi Mensah",
        "Laila Haddad",
        "Lena Fischer",
        "Liam Murphy",
        "Lucia Fernandez",
        "Magnus Dahl",
        "Maria Popescu",
        "Mateo Rojas",
        "Mina Park",
        "Nadia Rahman",
        "Noah Weber",
        "Olga Sokolova",
        "Omar Farouk",
        "Priya Nair",
        "Rafael Gomez",
        "Sanne de Vries",
        "Sofia Rossi",
        "Tariq Aziz",
        "Thea Nilsen",
        "Yara Khalil",
    ];
}
