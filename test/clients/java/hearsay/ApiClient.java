package hearsay;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import feign.FeignException;
import feign.Param;
import feign.RequestLine;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Stands in for the generated ApiClient, whose Feign is not on npm: carries out what the annotations
 * of the generated interfaces say, with the HTTP client of the JDK.
 */
public class ApiClient {
  public interface Api {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper mapper =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private String basePath;

  public ApiClient setBasePath(String basePath) {
    this.basePath = basePath;
    return this;
  }

  public ObjectMapper getObjectMapper() {
    return mapper;
  }

  public <T extends Api> T buildClient(Class<T> api) {
    Class<?>[] interfaces = {api};
    return api.cast(
        Proxy.newProxyInstance(
            api.getClassLoader(), interfaces, (proxy, method, values) -> send(method, values)));
  }

  private Object send(Method method, Object[] values) throws Exception {
    String target = method.getAnnotation(RequestLine.class).value().split(" ")[1];
    URI uri = URI.create(basePath + fill(target, parameters(method, values)));
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Accept", "application/json").GET().build();
    var response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new FeignException(response.statusCode(), response.body());
    }
    return mapper.readValue(response.body(), method.getReturnType());
  }

  /** By name, encoded. */
  private static Map<String, String> parameters(Method method, Object[] values) {
    Map<String, String> named = new HashMap<>();
    for (int i = 0; values != null && i < values.length; i++) {
      Param param = method.getParameters()[i].getAnnotation(Param.class);
      if (param != null && values[i] != null) {
        named.put(param.value(), EncodingUtils.encode(values[i]));
      } else if (values[i] instanceof Map<?, ?> map) {
        map.forEach((name, value) -> named.put((String) name, text(value)));
      }
    }
    return named;
  }

  private static String text(Object value) {
    List<String> parts = new ArrayList<>();
    if (value instanceof Collection<?> many) many.forEach(one -> parts.add(one.toString()));
    else parts.add(value.toString());
    return String.join(",", parts);
  }

  private static String fill(String target, Map<String, String> parameters) {
    String[] halves = target.split("\\?", 2);
    String path = halves[0];
    for (var entry : parameters.entrySet()) {
      path = path.replace("{" + entry.getKey() + "}", entry.getValue());
    }
    StringJoiner query = new StringJoiner("&", "?", "");
    for (String pair : halves.length > 1 ? halves[1].split("&") : new String[0]) {
      String value = parameters.get(pair.split("=")[0]);
      if (value != null) query.add(pair.split("=")[0] + "=" + value);
    }
    return query.length() > 1 ? path + query : path;
  }
}
