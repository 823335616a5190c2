#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "pipeline/engine/node.h"
#include "stages/core/field_list.h"
#include "stages/core/stage.h"

namespace rewire::engine {

/// A value of type T that a graph will have computed.
template <class T>
class Handle {
 private:
  friend class Graph;
  friend class GraphRun;
  explicit Handle(std::size_t node) : node_(node) {}
  std::size_t node_;
};

/// How a value of type T is kept in derivative files. Without `read` the files are a product that
/// is computed again when a later stage needs the value.
template <class T>
struct Storage {
  std::vector<std::filesystem::path> files;
  std::function<void(const T&, const Provenance&)> write;
  std::function<T()> read;
};

/// What a stage's output may carry besides the value: remarks for the user.
template <class T>
concept HasWarnings = requires(const T& value) {
  { value.warnings } -> std::convertible_to<const std::vector<Problem>&>;
};

/// The steps from sources to results. A stage that is given the wrong kind of value, or parameters
/// of another stage, does not compile.
class Graph {
 public:
  /// A value from outside; `content` is the digest of what it is read from.
  template <class T>
  Handle<T> source(std::string name, const Digest& content, std::function<T()> read) {
    Node node = typed_node<T>(std::move(name));
    node.identity = content;
    node.run = [read = std::move(read)](Values) { return std::make_shared<const T>(read()); };
    node.check = [](Values) { return std::vector<Problem>{}; };
    return Handle<T>(add(std::move(node)));
  }

  /// One step; its name is the stage's.
  template <class Out, class Params, class... In>
  Handle<Out> apply(const Stage<Out, Params, In...>& stage,
                    const Params& params,
                    const std::type_identity_t<Handle<In>>&... inputs) {
    Node node = typed_node<Out>(std::string(stage.name));
    node.stage = stage.name;
    node.stage_version = stage.version;
    Params copy = params;
    node.parameters = parameter_texts(field_table(copy));
    node.identity = identity_of(node);
    node.inputs = {inputs.node_...};
    node.run = [run = stage.run, params](Values values) -> Value {
      return with_typed<In...>(values, [&](const In&... typed) {
        return std::make_shared<const Out>(run(typed..., params));
      });
    };
    node.check = [check = stage.check, params](Values values) {
      return with_typed<In...>(values, [&](const In&... typed) { return check(typed..., params); });
    };
    return Handle<Out>(add(std::move(node)));
  }

  /// One member of a value, without a copy.
  template <class Whole, class Part>
  Handle<Part> part(std::string name, const Handle<Whole>& whole, Part Whole::*member) {
    Node node = typed_node<Part>(std::move(name));
    node.stage = "part";
    node.identity = identity_of(node);
    node.inputs = {whole.node_};
    node.run = [member](Values values) {
      return Value(values[0], &(static_cast<const Whole*>(values[0].get())->*member));
    };
    node.check = [](Values) { return std::vector<Problem>{}; };
    return Handle<Part>(add(std::move(node)));
  }

  template <class T>
  void store(const Handle<T>& handle, Storage<T> storage) {
    ErasedStorage erased;
    erased.files = std::move(storage.files);
    erased.write = [write = std::move(storage.write)](const void* value,
                                                      const Provenance& provenance) {
      write(*static_cast<const T*>(value), provenance);
    };
    if (storage.read) {
      erased.read = [read = std::move(storage.read)]() -> Value {
        return std::make_shared<const T>(read());
      };
    }
    nodes_[handle.node_].storage = std::move(erased);
  }

  /// The value is asked for behind the run: once computed or read it stays in memory.
  template <class T>
  void keep(const Handle<T>& handle) {
    nodes_[handle.node_].is_kept = true;
  }

  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  template <class T>
  static Node typed_node(std::string name) {
    Node node;
    node.name = std::move(name);
    node.validate = [](const void* value, const std::string& where) {
      return validate(*static_cast<const T*>(value), where);
    };
    node.content = [](const void* value) {
      Digester digester;
      add_content(digester, *static_cast<const T*>(value));
      return digester.finish();
    };
    node.warnings = [](const void* value) {
      if constexpr (HasWarnings<T>) return static_cast<const T*>(value)->warnings;
      return std::vector<Problem>{};
    };
    return node;
  }

  template <class... In, class Function>
  static auto with_typed(Values values, Function&& function) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return function(*static_cast<const In*>(values[I].get())...);
    }
    (std::index_sequence_for<In...>{});
  }

  static Digest identity_of(const Node& node);
  /// Names and values as texts, in the table's order.
  static std::vector<std::pair<std::string, std::string>> parameter_texts(const FieldTable& table);
  /// Adds a step; throws InternalError when its name is taken.
  std::size_t add(Node node);

  std::vector<Node> nodes_;
};

}  // namespace rewire::engine
