using Academy.Chat.Personal;
using Academy.Gamification;
using Academy.Learning;
using Academy.Streams;
using Orleans;

namespace Academy.Users;

/// <summary>
/// The one owner of a person's stream (<c>user:{id}</c>). It hosts a core per slice, so it is also the grain behind
/// <see cref="ILearningGrain"/>, <see cref="IGamificationGrain"/> and <see cref="IPersonalChatGrain"/>. Whoever joins
/// begins with their snapshots: <c>learning</c> (<see cref="LearningSnapshot"/>), <c>game</c> (<see cref="GameView"/>)
/// and <c>chat</c> (<see cref="PersonalChatSnapshot"/>). Key: organization/user.
/// </summary>
[Alias("users.user-grain")]
public interface IUserGrain : ISignalledStream;
